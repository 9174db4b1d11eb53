"""A report as a Word document in the official format of GB/T 9704-2012."""

from dongxi.site.exports.report_docx.package import to_docx

__all__ = ["to_docx"]
