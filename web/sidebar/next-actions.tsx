import { Button } from "./parts/button";
import { type NextAction, useServiceGroup } from "./use-customer";

const SHOWN = 2;

interface Props {
  externalUserid: string;
  actions: NextAction[];
  onGroup(): void;
}

/** At most two; each is one line and one button. A group that is worth opening counts as one. */
export function NextActions({ externalUserid, actions, onGroup }: Props) {
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
          {row.action === null ? <Button onClick={onGroup}>建服务群</Button> : <DoIt action={row.action} />}
        </li>
      ))}
    </ul>
  );
}

/** What can be done about it is in the suggestions below: the button leads to the first of them. */
function DoIt({ action }: { action: NextAction }) {
  return (
    <Button
      onClick={() => {
        const bubble = document.querySelector<HTMLElement>(".sb-bubble .sb-button, .sb-search input");
        bubble?.scrollIntoView({ block: "center" });
        bubble?.focus();
      }}
    >
      {action.button}
    </Button>
  );
}
