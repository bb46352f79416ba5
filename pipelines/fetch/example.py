"""The commented example of ``sources.yml`` that ``employment fetch --example`` writes.

Belongs here: that text; a test loads every entry of it.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.fetch.errors import FetchError
from pipelines.settings import Settings

EXAMPLE_NAME = "sources.example.yml"

TEXT = """\
# 导出从哪里取。改名为 sources.yml 放在数据目录中才起作用；不用的来源整段删掉。
# 来源中的文件只读取，从不删除、改动。密码、令牌、密钥只写在哪里找：
#   {env: 环境变量名}  或  {file: 文件路径}（文件只让本用户可读）
# 相对路径都从数据目录算起。改好后运行 employment doctor 看每个来源能不能连上。

sources:
  # 一、本机目录，或系统已连接的网络盘
  - name: local_folder            # 小写英文字母开头，字母、数字、- 和 _
    kind: folder
    path: /srv/exports            # Windows 写成 'D:\\exports'
    # 以下各项每种来源都可以写，写出的是默认值：
    month: folder                 # 怎样认月份：folder 来源中的 2022-06 目录；name 文件名中的年月；
                                  # modified 修改时间（次月 cutoff_day 日及以前算上月）；
                                  # 或固定的月份如 2022-06
    cutoff_day: 3
    settle_seconds: 10            # 大小和时间隔这么多秒不变，才算写完
    retries: 3                    # 连接断了重试几次
    timeout_seconds: 30
    max_megabytes: 500            # 更大的文件不收
    files: ["*.xlsx", "*.xls", "*.xlsm", "*.csv", "*.txt", "*.htm", "*.html", "*.zip"]
    # county: 抚松县              # 这个来源只有一个县的文件时写；不写则保留来源的子目录
    # done_marker: "{name}.done"  # 有这个标记文件才算写完（写了它就不看 settle_seconds）

  # 二、Windows 共享（\\\\10.0.0.5\\exports\\就业）
  - name: windows_share
    kind: smb
    host: 10.0.0.5
    share: exports
    path: 就业
    domain: BAISHAN               # 没有域时删去
    username: jiuye
    password: {env: SHARE_PASSWORD}
    encrypt: false                # true 时要求服务器加密传输

  # 三、SFTP
  - name: province_sftp
    kind: sftp
    host: sftp.example.cn
    port: 22
    path: /out
    username: jiuye
    key_file: secrets/id_ed25519  # 或 password: {file: secrets/sftp.txt}
    # key_passphrase: {env: SFTP_KEY_PASSPHRASE}
    known_hosts: ~/.ssh/known_hosts   # 服务器的主机密钥必须在里面；或直接写
    # host_key: ssh-ed25519 AAAA…

  # 四、HTTPS（服务器打开目录浏览，或给出 JSON 列表）
  - name: province_https
    kind: https
    url: https://files.example.cn/exports/
    token: {file: secrets/token.txt}  # 作为 Authorization: Bearer 发送
    # token_header: X-Token       # 服务器要求别的请求头时写
    # username: jiuye             # 或用户名和密码（与 token 二选一）
    # password: {env: HTTPS_PASSWORD}
    # ca_file: office-ca.pem      # 单位自有证书机构

  # 五、S3 兼容的对象存储
  - name: object_store
    kind: s3
    endpoint: https://s3.example.cn:9000
    bucket: exports
    prefix: 就业
    region: cn-north-1
    path_style: true              # 多数自建存储需要
    access_key: {env: STORE_ACCESS_KEY}
    secret_key: {env: STORE_SECRET_KEY}
    # ca_file: office-ca.pem
"""


def write_example(settings: Settings) -> Path:
    """Write the example beside where ``sources.yml`` goes; return where it is.

    Raises:
        FetchError: there is one already, perhaps edited.
    """
    path = settings.home / EXAMPLE_NAME
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEXT)
    except FileExistsError:
        raise FetchError(f"{path} 已经存在，没有改动。要重新生成，请先移走它。") from None
    return path
