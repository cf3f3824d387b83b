import { createHash } from "node:crypto";
import { companyName } from "./people";
import { drawPicture } from "./pictures";
import type { Random } from "./random";

/** Raw bytes behind an sdkfileid. */
export interface DemoMedia {
  sdkfileid: string;
  base64: string;
}

export interface Attachment {
  msgtype: string;
  content: Record<string, unknown>;
}

const SITE = "https://www.changqing-water.example";

const LINKS: Record<string, string> = {
  选购指南: "三分钟看懂净水器怎么选",
  管线机冲奶指南: "45 度温水，夜里冲奶不用等",
  净水器省水说明: "两杯纯水一杯浓水，浓水还能拖地",
  净水器套餐: "机器、滤芯、上门一次算清",
  小区团购方案: "三台起团，师傅一天装完",
  滤芯更换视频: "关水、泄压、拧下、装上",
  使用教程: "指示灯、冲洗、复位一次学会",
  除垢教程: "柠檬酸 30 克，二十分钟",
  服务评价: "给师傅打个分，三十秒",
};

const SPOTS: Record<string, { title: string; address: string }> = {
  门店: { title: "常青净水体验店", address: "中山路 218 号一层" },
  小区南门: { title: "小区南门", address: "滨河路与学院路交叉口" },
};

/** Comfort noise in the AMR format phones record in: one byte for each 20 ms without speech. */
function voiceFile(seconds: number): Buffer {
  return Buffer.concat([Buffer.from("#!AMR\n", "latin1"), Buffer.alloc(seconds * 50, 0x7c)]);
}

/** One page with one line; readers accept it without fonts of its own. */
function pdfFile(line: string): Buffer {
  const page = `BT /F1 18 Tf 72 760 Td (${line}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${page.length}>>\nstream\n${page}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}`;
  return Buffer.from(
    `${file}${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`,
    "latin1",
  );
}

/** Makes what is not text, and keeps the bytes of what has any. */
export class Attachments {
  readonly media: DemoMedia[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** `@kind:detail` of a script; `mate` is the colleague whose card is passed on, `atSeconds` the time of the talk. */
  make(kind: string, detail: string, mate: string, atSeconds: number): Attachment {
    switch (kind) {
      case "image":
        return { msgtype: "image", content: this.#image(detail) };
      case "emotion": {
        const { filesize, ...rest } = this.#image("sticker");
        return { msgtype: "emotion", content: { type: 2, width: 240, height: 180, imagesize: filesize, ...rest } };
      }
      case "voice": {
        const seconds = Number(detail);
        const { filesize, ...rest } = this.#keep("voice", voiceFile(seconds));
        return { msgtype: "voice", content: { ...rest, voice_size: filesize, play_length: seconds } };
      }
      case "file": {
        const number = this.#random.between(100, 999);
        const kept = this.#keep("file", pdfFile(`Changqing Water, document ${number}`));
        return {
          msgtype: "file",
          content: { ...kept, filename: `${companyName}${detail}-${number}.pdf`, fileext: "pdf" },
        };
      }
      case "link":
        return { msgtype: "link", content: this.#link(detail) };
      case "weapp":
        return {
          msgtype: "weapp",
          content: {
            title: detail,
            description: "点开查看",
            username: "gh_changqing@app",
            displayname: "常青净水助手",
          },
        };
      case "card":
        return { msgtype: "card", content: { corpname: companyName, userid: mate } };
      case "location":
        return { msgtype: "location", content: this.#location(detail) };
      case "redpacket":
        return { msgtype: "external_redpacket", content: { type: 2, wish: detail, totalcnt: 5, totalamount: 2000 } };
      case "voiptext":
        return { msgtype: "voiptext", content: { callduration: this.#random.between(60, 400), invitetype: 2 } };
      case "mixed":
        return { msgtype: "mixed", content: this.#mixed(detail) };
      case "chatrecord":
        return { msgtype: "chatrecord", content: this.#chatRecord(detail, atSeconds) };
      default:
        throw new Error(`a script asks for @${kind}`);
    }
  }

  #keep(kind: string, bytes: Buffer) {
    const sdkfileid = Buffer.from(`demo-${kind}-${this.media.length + 1}`).toString("base64");
    this.media.push({ sdkfileid, base64: bytes.toString("base64") });
    return { sdkfileid, md5sum: createHash("md5").update(bytes).digest("hex"), filesize: bytes.length };
  }

  #image(scene: string) {
    return this.#keep("image", drawPicture(scene, this.#random));
  }

  #link(title: string) {
    const description = LINKS[title];
    if (description === undefined) throw new Error(`no page is called ${title}`);
    const page = `${SITE}/pages/${Object.keys(LINKS).indexOf(title) + 1}`;
    return { title, description, link_url: page, image_url: `${page}.png` };
  }

  #location(name: string) {
    const spot = SPOTS[name];
    if (!spot) throw new Error(`no spot is called ${name}`);
    const near = (degrees: number) => Number((degrees + this.#random.between(-200, 200) / 10_000).toFixed(6));
    return { longitude: near(120.1552), latitude: near(30.2741), zoom: 16, ...spot };
  }

  #mixed(text: string) {
    const image = this.#image("label");
    return {
      item: [
        { type: "text", content: JSON.stringify({ content: text }) },
        { type: "image", content: JSON.stringify(image) },
      ],
    };
  }

  #chatRecord(other: string, atSeconds: number) {
    const lines = [
      "师傅您好，我家厨房要装净水器",
      "公共主管不能动，动了要恢复原样的",
      "只接我家水表后面的管子可以吗",
      "户内的您自己负责，要签个承诺书",
    ];
    return {
      title: `我和${other}的聊天记录`,
      item: lines.map((content, index) => ({
        type: "ChatRecordText",
        msgtime: atSeconds - 3600 + index * 40,
        content: JSON.stringify({ content }),
        from_chatroom: false,
      })),
    };
  }
}
