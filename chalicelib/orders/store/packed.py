"""An order's head as few bytes: a table charges by the kilobyte, and the head is written at every event.

Its JSON is compressed against a sample that every process knows, and against what its item says anyway.  What heads
have in common costs next to nothing; what is left are the order's own names, instants and digests.

SAMPLE is as it was for ever, since stored heads are read with it: zlib names the sample in what it makes and refuses
another.  A better one would be a second one beside it, tried first.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode

# What is alike in most heads comes last, where it is cheapest to point at.
SAMPLE = "".join(
    (
        "马克思主义思想政治教育体育音乐美术艺术设计文学新闻传播外国语英语法学历史公共管理会计金融国际贸易经济管理工商管理",
        "数学与统计物理化学生命科学材料环境资源地质测绘农业动物林学园艺食品药学护理临床医学中医口腔土木建筑水利交通运输",
        "机械电气自动化电子信息通信软件工程计算机科学与技术人工智能网络大数据安全能源动力汽车航空旅游酒店学前师范职业",
        "（专升本）中外合作办学实验班一班二班级本科专业系教学部学部书院研究院研究生院继续教育学院分校校区分院民族理工师范",
        "支付后不能自行申请退款，需要退款请联系分社。本任务免费，不涉及退款。",
        "等待审核时可申请全额退款；老师正在查看照片时和审核后不能自行申请，需要退款请联系分社。",
        "审核通过前可申请全额退款，老师正在查看照片时请稍后申请；审核通过后不能自行申请，需要退款请联系分社。",
        '"deadline":"2026-"rejections":1,"granted":1,"rejected_sha256":[""],"package":"","posting":{"courier":"","number":""}',
        '"contest":{"person_id":"","at":"2026-"},"denied":[""],"appeals":[{"photo_no":1,"reason":"","at":"2026-","note":""}]',
        '"correction":{"said":{"reasons":[],"note":null},"state":"DONE","package":null,"photo_no":1}',
        '"priority":true,"correcting":true,"undecided":true,"stopped":true,"late":true,"erased_at":"2026-',
        '"rejection":{"reasons":[{"code":"","message":"","cure":"请重新拍摄照片"},{"code":""}],"note":null}',
        '"lease":{"owner":"","until":"2026-","photo_no":1,"taken":4}',
        '"CORRECTION""REJECTED""WITHDRAWN""REFUNDING""REFUNDED""EXPIRED""CANCELLED""CLOSED""DONE""IN_PRODUCTION""APPROVED"',
        '"DOCTOR""MASTER""SECOND_BACHELOR""TOP_UP""JUNIOR""text""form""REVIEW""NEVER""REFUND""working"',
        '"email":"","consignee":"","address":"","layout":"","department":"系","major":"',
        '{"order_id":"","seq":2,"state":"AWAITING_PAYMENT""DRAFT""IN_REVIEW","person_id":"","task_id":"","branch":"分社",',
        '"enrolment":"","round":1,"student":{"name":"**","school_code":"1","school_name":"大学","level":"BACHELOR",',
        '"student_no":"202","college":"学院","department":"","major":"","class_name":"班","id_tail":null,"id_tail":"",',
        '"sealed":{"contact_phone":"","code":"="}},"source":"picture","opened_at":"2026-","state_at":"2026-","due_at":"2026-',
        '000Z","photo_no":1,"price":3000,"expires_at":"2026-","queued_at":"2026-","rules":{"refund_until":"APPROVAL",',
        '"refund_text":"","overdue":"KEEP","reject_limit":3,"resubmit_days":2,"resubmit_days_kind":"calendar"},"risk":0.',
        '"branch_key":"","number":"',
    )
).encode()


# A digest, 64 hex characters, is base64 behind a mark: hex among other letters costs a third more.
MARK = b"\x01"  # no JSON has it
DIGEST, SHORT_DIGEST = re.compile(rb'"([0-9a-f]{64})"'), re.compile(MARK + rb"([A-Za-z0-9+/]{43})")


def pack(text: str, known: str) -> bytes:
    """text: JSON; known: what the item says beside it, for ever the same, and much of which is in the text, too."""
    short = DIGEST.sub(lambda found: MARK + b64encode(bytes.fromhex(found[1].decode()))[:-1], text.encode())
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zdict=SAMPLE + known.encode())
    return packer.compress(short) + packer.flush()


def unpack(packed: bytes, known: str) -> bytes:
    """The text `pack` was given, as UTF-8.  Raises zlib.error if it was packed against something else."""
    unpacker = zlib.decompressobj(zdict=SAMPLE + known.encode())
    short = unpacker.decompress(packed) + unpacker.flush()
    return SHORT_DIGEST.sub(lambda found: b'"%s"' % b64decode(found[1] + b"=").hex().encode(), short)
