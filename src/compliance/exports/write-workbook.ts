import type { ExportedMessage } from "./read-chats";

export interface Mark {
  /** Who, when and why, in one line; on every file, so that a copy tells where it comes from. */
  line: string;
  when(at: Date): string;
}

const heads = ["时间", "会话", "发送人", "身份", "类型", "内容", "备注"];
const widths = [20, 24, 16, 8, 10, 80, 16];
const kinds = { member: "成员", customer: "客户", robot: "机器人" };
/** What a cell of Excel holds. */
const CELL_LENGTH = 32_000;

/** Cells are text, whatever they begin with: nothing that a customer wrote is taken for a formula. */
export async function workbookOf(messages: ExportedMessage[], mark: Mark): Promise<Buffer> {
  const { default: writeExcelFile } = await import("write-excel-file/node");
  const text = (value: string) => ({ type: String, value: printable(value).slice(0, CELL_LENGTH), wrap: true });
  const rows = messages.map((message) => [
    text(mark.when(message.at)),
    text(message.thread),
    text(message.sender),
    text(kinds[message.senderKind]),
    text(message.msgtype),
    text(message.text),
    text(message.recalled ? "已撤回" : ""),
  ]);
  const watermark = [{ ...text(mark.line), columnSpan: heads.length, textColor: "#b45309" }];
  return writeExcelFile(
    [watermark, heads.map((value) => ({ type: String, value, fontWeight: "bold" as const })), ...rows, watermark],
    { sheet: "会话", columns: widths.map((width) => ({ width })), stickyRowsCount: 2 },
  ).toBuffer();
}

/** XML has no place for most control characters. */
function printable(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
  return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
}
