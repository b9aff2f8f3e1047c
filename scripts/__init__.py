"""What prepares a machine. All but `settings_page` runs on any Python from 3.6, without a library."""
