"""Why a file does not open or cannot be written, in words."""

from __future__ import annotations

import errno

_ZH = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘限额",
    errno.EROFS: "磁盘只能读，不能写",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EBUSY: "文件正被占用",
    errno.ETXTBSY: "文件正被占用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EIO: "读写磁盘出错",
    errno.ELOOP: "链接互相指向，找不到文件",
    errno.EPIPE: "对方已关闭",
    errno.ENXIO: "没有这个设备",
}


def why_not(problem: OSError) -> str:
    """What the system reported; an error without words here is told by its number."""
    number = problem.errno or 0
    return _ZH.get(number, f"系统错误 {number}")
