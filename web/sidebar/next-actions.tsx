import { Button } from "./parts/button";
import { type NextAction, useServiceGroup } from "./use-customer";

const SHOWN = 2;

interface Props {
  externalUserid: string;
  actions: NextAction[];
  onGroup(): void;
  onSearch(words: string): void;
}

/** At most two; each is one line and one button. A group that is worth opening counts as one. */
export function NextActions({ externalUserid, actions, onGroup, onSearch }: Props) {
  const group = useServiceGroup(externalUserid);
  const proposal = group.data?.data.state === "proposed" ? group.data.data.reasons[0] : undefined;
  const rows = [
    ...actions.map((action) => ({ key: `${action.kind}${action.messageId ?? ""}`, text: action.text, action })),
    ...(proposal ? [{ key: "group", text: proposal.text, action: null }] : []),
  ].slice(0, SHOWN);
  if (rows.length === 0) return null;
  return (
    <ul className="sb-actions">
      {rows.map((row) => (
        <li key={row.key}>
          <span>{row.text}</span>
          {row.action === null ? (
            <Button onClick={onGroup}>建服务群</Button>
          ) : (
            <DoIt action={row.action} onSearch={onSearch} />
          )}
        </li>
      ))}
    </ul>
  );
}

interface DoItProps {
  action: NextAction;
  onSearch(words: string): void;
}

/** An answer is in the suggestions below, words for a birthday are in the knowledge base; for the rest there is the search. */
function DoIt({ action, onSearch }: DoItProps) {
  function run() {
    const first = document.querySelector<HTMLElement>(".sb-bubble .sb-button");
    if (action.kind === "answer" && first) {
      first.scrollIntoView({ block: "center" });
      first.focus();
      return;
    }
    onSearch(action.kind === "birthday" ? "生日祝福" : "");
  }
  return <Button onClick={run}>{action.button}</Button>;
}
