"""Why a place could not be read, in words: from whatever its library raised.

Belongs here: telling causes apart by type, never by quoting: an exception's text may hold a
password, a token or a signed address.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.errors import EmploymentError


@dataclass(frozen=True)
class Reason:
    """What happened and what to do; ``again``: trying again may help."""

    words: str
    again: bool


_LOGIN = Reason("登录没有成功：用户名、密码、密钥或令牌不对。请核对 sources.yml 和密码。", False)
_LOCKED = Reason("账号不能登录：已锁定、停用、过期或密码须更换。请找服务器管理员。", False)
_DENIED = Reason("没有权限读取，或用户名、密钥不对。请核对后再运行，或请服务器管理员开通。", False)
_CERTIFICATE = Reason(
    "服务器的证书不能信任（不是认可的机构所发、过期或与主机名不符），没有登录。"
    "单位自有机构的证书请在 sources.yml 用 ca_file 写明。",
    False,
)
_TLS = Reason("加密连接没有建立。请核对地址和端口是否是加密的服务。", False)
_ABSENT = Reason("来源中没有这个目录、共享或存储桶。请核对 sources.yml 中的路径。", False)
_SHARE = Reason("服务器上没有这个共享。请核对 sources.yml 的 share。", False)
_NAME = Reason("找不到这台服务器（域名解析失败）。请核对主机名和网络。", True)
_REFUSED = Reason("连不上：服务器没有在这个端口提供服务。请核对端口，或请管理员启动服务。", True)
_SLOW = Reason("等了很久没有回应。请检查网络，或把 timeout_seconds 调大。", True)
_BROKEN = Reason("连接中断。已取到的部分留着，下次接着取。", True)
_DISK = Reason("本机磁盘已满。请腾出空间后再运行。", False)
_OPENED = Reason("文件正被别的程序打开。请关闭后再试。", True)
_BUSY = Reason("服务器暂时不能服务。请稍后再试。", True)

_BY_TYPE: dict[str, Reason] = {
    "LogonFailure": _LOGIN,
    "SMBAuthenticationError": _LOGIN,
    "AuthenticationException": _LOGIN,
    "PasswordExpired": _LOCKED,
    "AccountLockedOut": _LOCKED,
    "AccountDisabled": _LOCKED,
    "AccountRestriction": _LOCKED,
    "SSLCertVerificationError": _CERTIFICATE,
    "ClientConnectorCertificateError": _CERTIFICATE,
    "BadNetworkName": _SHARE,
    "AccessDenied": _DENIED,
    "NoCredentialsError": _LOGIN,
    "EndpointConnectionError": _REFUSED,
    "ConnectTimeoutError": _SLOW,
    "ReadTimeoutError": _SLOW,
    "NoValidConnectionsError": _REFUSED,
    "SSHException": _BROKEN,
    "SMBException": _BROKEN,
    "ClientError": _BROKEN,
    "HTTPClientError": _BROKEN,
    "EOFError": _BROKEN,
}
_BY_ERRNO = {
    errno.ENOSPC: _DISK,
    errno.EDQUOT if hasattr(errno, "EDQUOT") else -1: _DISK,
    errno.ECONNREFUSED: _REFUSED,
    errno.ENOENT: _ABSENT,
    errno.EACCES: _DENIED,
    errno.EBUSY: _BUSY,
}
_BY_NTSTATUS = {0xC0000043: _OPENED, 0xC0000022: _DENIED, 0xC00000CC: _SHARE}
_UNAUTHORISED, _FORBIDDEN, _GONE, _TOO_MANY, _SERVER = 401, 403, 404, 429, 500


def explain(error: BaseException) -> Reason:
    """Return the most telling reason along the chain of causes of ``error``."""
    found = [reason for link in _chain(error) if (reason := _of(link)) is not None]
    certain = [reason for reason in found if reason is not _BROKEN]
    if certain:
        # The innermost cause knows best: libraries wrap a bad certificate in errors of their own.
        return certain[-1]
    if found:
        return found[0]
    return Reason(
        f"出现未预料的错误（{type(error).__name__}）。请运行 employment doctor 自查，"
        "仍不能解决时把本句告诉维护人员。",
        True,
    )


def is_absent(error: BaseException) -> bool:
    """Return whether ``error`` says that a file is not there."""
    return explain(error) is _ABSENT


def is_opened(error: BaseException) -> bool:
    """Return whether ``error`` says that another program holds the file."""
    return explain(error) is _OPENED


def is_denied(error: BaseException) -> bool:
    """Return whether ``error`` says that a file may not be read."""
    return explain(error) is _DENIED


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _of(error: BaseException) -> Reason | None:
    if isinstance(error, EmploymentError):
        return Reason(str(error), again=False)
    kinds = [kind.__name__ for kind in type(error).__mro__]
    if "ClientResponseError" in kinds:
        return _of_status(int(getattr(error, "status", 0)))
    if "SMBOSError" in kinds:
        return _BY_NTSTATUS.get(getattr(error, "ntstatus", 0)) or _of_system(error)
    for name in kinds:
        if name in _BY_TYPE:
            return _BY_TYPE[name]
    return _of_system(error)


def _of_system(error: BaseException) -> Reason | None:
    if isinstance(error, socket.gaierror):
        return _NAME
    if isinstance(error, ssl.SSLError):
        return _TLS
    if isinstance(error, TimeoutError):
        return _SLOW
    if isinstance(error, FileNotFoundError):
        return _ABSENT
    if isinstance(error, ConnectionRefusedError):
        return _REFUSED
    if isinstance(error, PermissionError):
        return _DENIED
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, _BROKEN)
    return None


def _of_status(status: int) -> Reason:
    if status == _UNAUTHORISED:
        return _LOGIN
    if status == _FORBIDDEN:
        return _DENIED
    if status == _GONE:
        return _ABSENT
    if status == _TOO_MANY or status >= _SERVER:
        return _BUSY
    return Reason(f"服务器拒绝了请求（{status}）。请核对 sources.yml 中的地址。", False)
