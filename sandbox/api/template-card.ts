import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { entryOf, type Fields } from "./fields";

/** Kinds that call back when tapped: they need a task_id and an app with a callback url. */
export const INTERACTIVE = new Set(["button_interaction", "vote_interaction", "multiple_interaction"]);
const TASK_ID = /^[0-9A-Za-z_\-@]{1,128}$/;

function options(fields: Fields, name: string, max: number): void {
  for (const row of fields.objects(name, { missing: 42019, max, tooMany: 42019 })) {
    row.text("id", { maxBytes: 128 });
    row.text("text");
  }
}

const CHECKS: Record<string, (card: Fields) => void> = {
  text_notice: (card) => {
    requireAction(card);
    if (!card.object("main_title")?.has("title") && !card.has("sub_title_text")) {
      throw new WecomFault(42014, "main_title and sub_title_text are both empty");
    }
  },
  news_notice: (card) => {
    requireAction(card);
    if (!card.has("card_image") && !card.has("image_text_area")) throw new WecomFault(42018, "missing card_image");
  },
  button_interaction: (card) => {
    for (const button of card.objects("button_list", { missing: 42017, max: 6, tooMany: 42017 })) {
      button.text("text", { maxChars: 10 });
      if (button.optionalInt("type") === 1) button.text("url");
      else button.text("key", { maxBytes: 1024 });
    }
    const selection = card.object("button_selection");
    if (selection) options(selection, "option_list", 10);
  },
  vote_interaction: (card) => {
    const box = card.object("checkbox");
    if (!box) throw new WecomFault(42019, "missing checkbox");
    box.text("question_key");
    options(box, "option_list", 20);
    requireSubmit(card);
  },
  multiple_interaction: (card) => {
    for (const row of card.objects("select_list", { missing: 42020, max: 3, tooMany: 42020 })) {
      row.text("question_key");
      options(row, "option_list", 10);
    }
    requireSubmit(card);
  },
};

function requireAction(card: Fields): void {
  const action = card.object("card_action");
  if (!action) throw new WecomFault(42045, "missing card_action");
  action.int("type", { min: 1, max: 2 });
}

function requireSubmit(card: Fields): void {
  const button = card.object("submit_button");
  if (!button) throw new WecomFault(42046, "missing submit_button");
  button.text("text");
  button.text("key", { maxBytes: 1024 });
}

export function checkCard(world: World, card: Fields): Record<string, unknown> {
  const kind = card.text("card_type", { missing: 42016 });
  const check = entryOf(CHECKS, kind);
  if (!check) throw new WecomFault(42016, "invalid card_type");
  const callsBack = INTERACTIVE.has(kind) || card.has("action_menu");
  const taskId = card.optionalText("task_id");
  if (callsBack && !taskId) throw new WecomFault(42027, "missing task_id");
  if (taskId !== undefined && !TASK_ID.test(taskId)) throw new WecomFault(42027, "invalid task_id");
  check(card);
  card.objects("horizontal_content_list", { max: 6 });
  card.objects("jump_list", { max: 3 });
  if (callsBack && world.state.callback.url === null) throw new WecomFault(43012);
  return card.source;
}

/** Cards that can be changed afterwards answer a response_code. */
export const isUpdatable = (card: Record<string, unknown>): boolean =>
  INTERACTIVE.has(String(card.card_type)) || "action_menu" in card;
