"""What an emulated account lacks, such as `make rehearse` starts.  It is reported as such, and is no error."""

from __future__ import annotations

from tools.doctor.report import Level, Line, Verdict

ACCOUNT = "000000000000"  # of the emulator; AWS gives it to nobody
LOCAL, LEFT_OUT, FILLED = (
    "地址是本机的，没有域名和证书",
    "模拟的 CloudFormation 不设置这一项",
    "仓库里的设置还是示例，正式上线前填写",
)
# Check → what is not here
LACKS = {
    "密钥：采集码密钥": "没有机构的密钥",
    "密钥：腾讯云验证码": "没有腾讯云验证码，用本系统的图形验证码",
    "小程序 appid": "小程序是模拟的",
    "两个域名": LOCAL,
    "网站证书": LOCAL,
    "网站页面": LOCAL,
    "工作台证书": LOCAL,
    "工作台页面": LOCAL,
    "网站的说明": FILLED,
    "小程序的设置": FILLED,
    "时钟": "没有 AWS 的时钟可以比较",
    "Lambda 配额": "没有真实的配额",
    "API 配额": "没有真实的配额",
    "预留并发": LEFT_OUT,
    "表能恢复": LEFT_OUT,
    "短期数据": LEFT_OUT,
    "自动清理": LEFT_OUT,
    "审计指纹锁定": LEFT_OUT,
}


def excused(line: Line) -> Line:
    """Return the line as EMULATED if its check is not well for what an emulated account lacks, else the line itself."""
    if line.verdict.level is Level.OK or line.name not in LACKS:
        return line
    return Line(line.name, Verdict(Level.EMULATED, f"模拟的账号不检查：{LACKS[line.name]}"))
