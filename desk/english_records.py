"""English for the numbers, and for what is given away and erased."""

from __future__ import annotations

RECORDS: dict[str, str] = {
    "导出个案": "Case exported",
    "客户确认": "Confirmed by the customer",
    "客户没有答复": "The customer did not answer",
    "并入另一件事": "Joined to another matter",
    "应客户要求提供其全部资料": "Customer given all their data",
    "应客户要求删除个人信息": "Personal data erased, as the customer asked",
    "管理员": "Administrator",
    "格式": "Form",
    "文件摘要": "Digest of the file",
    "缺少小时数": "hours missing",
}
