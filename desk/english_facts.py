"""English for what a customer mentioned."""

from __future__ import annotations

FACTS: dict[str, str] = {
    "客户提到": "The customer mentioned",
    "产品": "Product",
    "金额": "Sum",
    "地点": "Place",
    "另外的事": "Another matter",
    "提到的员工": "Member of staff",
    "邮箱": "E-mail",
    "热线电话": "Company number",
    "称已解决": "Says it is solved",
    "不要来电": "Wants no call",
    "转{n}": "ext. {n}",
}
