"""What can't be read as a workbook at all, said in a sentence an office understands.

Everything that goes wrong before a table is found is one exception; what is wrong inside a table
is an error at its cell instead (:mod:`niubizi.documents.workbooks.preview`).
"""

from __future__ import annotations

_SENTENCES = {
    "empty": "文件是空的，没有可读取的内容。请检查后重新上传。",
    "too_large": "文件过大，无法读取。请删去图片和多余的工作表，只保留要上报的表后重新上传。",
    "too_many_rows": "一张表超过1.2万行，无法一次读取。请分成几个文件，分别上传。",
    "too_many_cells": "文件中有内容的单元格超过25万个，无法一次读取。请只保留要上报的表和列，或者分成几个文件。",
    "not_a_workbook": "这不是表格文件。请上传 .xlsx、.xls、.ods 或 .csv 格式的表格。",
    "web_page": "这个文件是以网页或XML格式另存的表格。请用Excel或WPS打开，另存为 .xlsx 后重新上传。",
    "encrypted": "文件设有打开密码，无法读取。请取消密码后重新上传。",
    "macros": "文件中含有宏。为安全起见，请另存为不含宏的 .xlsx 后重新上传。",
    "binary": "暂不支持 .xlsb 格式。请用Excel或WPS打开，另存为 .xlsx 后重新上传。",
    "damaged": "文件已损坏，无法读取。请用Excel或WPS打开并另存一份后重新上传。",
    "unsafe": "文件中含有不安全的内容，已拒绝读取。请用Excel或WPS打开并另存一份后重新上传。",
    "wrong_encoding": "文件的文字编码无法识别。请用Excel或WPS打开，另存为 .xlsx 后重新上传。",
    "no_sheet": "文件中没有这个工作表。请重新选择工作表。",
    "no_header": "没有找到表头。表中应有一行写明“项目名称”“总投资”等列名，请检查后重新上传。",
    "no_table": "没有找到所需的表头。请下载模板，按模板的列名填写后重新上传。",
    "tampered": "这份月报表的内容与下发时不一致，不能接收。请重新下载月报表填写。",
    "wrong_form": "这不是从本系统下载的月报表。请先下载本期月报表，填写后再上传。",
}


class UnreadableWorkbook(Exception):  # noqa: N818 -- named for what the reader is told
    """The file can't be taken; ``message`` is shown to the user, ``code`` is for programs."""

    def __init__(self, code: str, message: str | None = None) -> None:
        self.code = code
        self.message = message or _SENTENCES[code]
        super().__init__(self.message)
