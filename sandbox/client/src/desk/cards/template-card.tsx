import { MoreOutlined } from "@ant-design/icons";
import { Checkbox, Dropdown, Radio, Select } from "antd";
import { type ReactNode, useState } from "react";
import type { InboxMessage } from "../../api/types";
import { fieldsOf, listOf, textAt } from "./summary";

export interface Pressed {
  event: "template_card_event" | "template_card_menu_event";
  eventKey: string;
  taskId: string;
  cardType: string;
  selected: { questionKey: string; optionIds: string[] }[];
}
export type Press = (pressed: Pressed) => Promise<unknown>;

type Fields = Record<string, unknown>;

/** The five template cards (messaging §4.2). Buttons that call back are grey once the app has answered them. */
export function TemplateCard({
  message,
  onOpen,
  onPress,
}: {
  message: InboxMessage;
  onOpen: (url: string) => void;
  onPress: Press;
}) {
  const card = message.body;
  const cardType = textAt(card, "card_type");
  const [chosen, setChosen] = useState<Record<string, string[]>>(() => initialChoice(card));
  const [busyKey, setBusyKey] = useState<string | null>(null);
  const replaced = message.replaceName || textAt(card, "replace_text");

  const press = async (event: Pressed["event"], eventKey: string): Promise<void> => {
    setBusyKey(eventKey);
    const selected = Object.entries(chosen).map(([questionKey, optionIds]) => ({ questionKey, optionIds }));
    await onPress({ event, eventKey, taskId: textAt(card, "task_id"), cardType, selected });
    setBusyKey(null);
  };
  const choose = (key: string, ids: string[]): void => setChosen((before) => ({ ...before, [key]: ids }));
  const open = (action: Fields): void => {
    const url = textAt(action, "url");
    if (url) onOpen(url);
  };
  const menu = listOf(fieldsOf(card.action_menu).action_list);
  const submit = fieldsOf(card.submit_button);

  return (
    <div className="app-card template-card">
      <div className="card-source">
        <span>{textAt(card, "source", "desc") || "常青"}</span>
        {menu.length > 0 ? (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: menu.map((item) => ({ key: textAt(item, "key"), label: textAt(item, "text") })),
              onClick: ({ key }) => void press("template_card_menu_event", key),
            }}
          >
            <button type="button" className="icon-button" aria-label={textAt(card, "action_menu", "desc") || "更多"}>
              <MoreOutlined />
            </button>
          </Dropdown>
        ) : null}
      </div>
      <Clickable action={fieldsOf(card.card_action)} onOpen={open}>
        {textAt(card, "main_title", "title") ? <strong>{textAt(card, "main_title", "title")}</strong> : null}
        {textAt(card, "main_title", "desc") ? (
          <span className="muted">{textAt(card, "main_title", "desc")}</span>
        ) : null}
        {textAt(card, "emphasis_content", "title") ? (
          <span className="card-emphasis">
            <b>{textAt(card, "emphasis_content", "title")}</b>
            <span className="muted">{textAt(card, "emphasis_content", "desc")}</span>
          </span>
        ) : null}
        {textAt(card, "card_image", "url") ? (
          <img
            className="card-image"
            src={textAt(card, "card_image", "url")}
            alt=""
            onError={(event) => event.currentTarget.remove()}
          />
        ) : null}
        {textAt(card, "quote_area", "quote_text") ? (
          <span className="card-quote">
            {textAt(card, "quote_area", "title") ? <b>{textAt(card, "quote_area", "title")}</b> : null}
            {textAt(card, "quote_area", "quote_text")}
          </span>
        ) : null}
        {textAt(card, "sub_title_text") ? (
          <span className="app-card-text">{textAt(card, "sub_title_text")}</span>
        ) : null}
        {listOf(card.vertical_content_list).map((row) => (
          <span key={textAt(row, "title")} className="app-card-text">
            <b>{textAt(row, "title")}</b> {textAt(row, "desc")}
          </span>
        ))}
        {listOf(card.horizontal_content_list).map((row) => (
          <span key={textAt(row, "keyname")} className="app-card-pair">
            <span>{textAt(row, "keyname")}</span>
            <span>{textAt(row, "value")}</span>
          </span>
        ))}
      </Clickable>
      <Choices card={card} chosen={chosen} choose={choose} done={Boolean(replaced)} />
      {listOf(card.jump_list).map((jump) => (
        <button type="button" key={textAt(jump, "title")} className="card-jump" onClick={() => open(jump)}>
          {textAt(jump, "title")}
        </button>
      ))}
      {replaced ? (
        <div className="card-replaced">{replaced}</div>
      ) : (
        <div className="card-buttons">
          {listOf(card.button_list).map((button) => (
            <button
              type="button"
              key={textAt(button, "key") || textAt(button, "text")}
              className={`card-button card-style-${textAt(button, "style") || "1"}`}
              disabled={busyKey !== null}
              onClick={() =>
                textAt(button, "type") === "1" ? open(button) : void press("template_card_event", textAt(button, "key"))
              }
            >
              {textAt(button, "text")}
            </button>
          ))}
          {textAt(submit, "text") ? (
            <button
              type="button"
              className="card-button card-style-1"
              disabled={busyKey !== null || !isComplete(card, chosen)}
              onClick={() => void press("template_card_event", textAt(submit, "key"))}
            >
              {textAt(submit, "text")}
            </button>
          ) : null}
        </div>
      )}
    </div>
  );
}

function Clickable({
  action,
  onOpen,
  children,
}: {
  action: Fields;
  onOpen: (action: Fields) => void;
  children: ReactNode;
}) {
  if (!textAt(action, "url")) return <div className="card-body">{children}</div>;
  return (
    <button type="button" className="card-body card-body-link" onClick={() => onOpen(action)}>
      {children}
    </button>
  );
}

interface ChoicesProps {
  card: Fields;
  chosen: Record<string, string[]>;
  choose: (key: string, ids: string[]) => void;
  done: boolean;
}

function Choices({ card, chosen, choose, done }: ChoicesProps) {
  const selects = [...listOf(card.select_list), ...(card.button_selection ? [fieldsOf(card.button_selection)] : [])];
  const vote = fieldsOf(card.checkbox);
  const voteKey = textAt(vote, "question_key");
  const voteOptions = listOf(vote.option_list).map((option) => ({
    value: textAt(option, "id"),
    label: textAt(option, "text"),
  }));
  return (
    <>
      {selects.map((select) => {
        const key = textAt(select, "question_key");
        const options = listOf(select.option_list).map((option) => ({
          value: textAt(option, "id"),
          label: textAt(option, "text"),
        }));
        return (
          <div key={key} className="app-card-pair">
            <span>{textAt(select, "title")}</span>
            <Select
              size="small"
              className="card-select"
              disabled={done}
              options={options}
              value={chosen[key]?.[0] ?? null}
              placeholder="请选择"
              onChange={(id: string) => choose(key, [id])}
            />
          </div>
        );
      })}
      {voteKey && textAt(vote, "mode") === "1" ? (
        <Checkbox.Group
          className="card-choices"
          disabled={done}
          options={voteOptions}
          value={chosen[voteKey] ?? []}
          onChange={(ids) => choose(voteKey, ids)}
        />
      ) : null}
      {voteKey && textAt(vote, "mode") !== "1" ? (
        <Radio.Group
          className="card-choices"
          disabled={done}
          options={voteOptions}
          value={chosen[voteKey]?.[0] ?? null}
          onChange={(event) => choose(voteKey, [String(event.target.value)])}
        />
      ) : null}
    </>
  );
}

/** What the app preselected. */
function initialChoice(card: Fields): Record<string, string[]> {
  const entries: [string, string[]][] = [];
  for (const select of [...listOf(card.select_list), fieldsOf(card.button_selection)]) {
    const selected = textAt(select, "selected_id") || textAt(listOf(select.option_list)[0] ?? {}, "id");
    if (textAt(select, "question_key") && selected) entries.push([textAt(select, "question_key"), [selected]]);
  }
  const vote = fieldsOf(card.checkbox);
  const checked = listOf(vote.option_list)
    .filter((option) => option.is_checked === true)
    .map((option) => textAt(option, "id"));
  if (textAt(vote, "question_key") && checked.length > 0) entries.push([textAt(vote, "question_key"), checked]);
  return Object.fromEntries(entries);
}

const isComplete = (card: Fields, chosen: Record<string, string[]>): boolean => {
  const voteKey = textAt(fieldsOf(card.checkbox), "question_key");
  return !voteKey || (chosen[voteKey]?.length ?? 0) > 0;
};
