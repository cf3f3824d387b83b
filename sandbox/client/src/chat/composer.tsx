import { SendOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { Attach } from "./attach";

interface ComposerProps {
  placeholder: string;
  /** resolves to true when the message is out; the text stays otherwise */
  onSend: (text: string) => Promise<boolean>;
  busy: boolean;
  disabled?: boolean;
  /** text put into an empty box, for the tour */
  proposal?: string | undefined;
  tourName?: string;
  /** pictures, files and cards besides words; absent = words only */
  onAttach?: ((msgtype: string, content: Record<string, unknown>) => Promise<boolean>) | undefined;
}

/** Enter sends, Shift+Enter breaks the line; a half-typed Chinese word is never sent. */
export function Composer({ placeholder, onSend, busy, disabled, proposal, tourName, onAttach }: ComposerProps) {
  const [text, setText] = useState("");
  useEffect(() => {
    if (proposal) setText((before) => before || proposal);
  }, [proposal]);
  const send = async (): Promise<void> => {
    const wanted = text.trim();
    if (wanted && !busy && (await onSend(wanted))) setText("");
  };
  return (
    <div className="composer" data-tour={tourName}>
      {onAttach ? <Attach busy={busy} disabled={disabled ?? false} onAttach={onAttach} /> : null}
      <Input.TextArea
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={(event) => {
          if (event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
        placeholder={placeholder}
        aria-label={placeholder}
        autoSize={{ minRows: 1, maxRows: 4 }}
        variant="borderless"
        disabled={disabled ?? false}
      />
      <Button
        type="text"
        className="composer-send"
        icon={<SendOutlined />}
        loading={busy}
        disabled={disabled || !text.trim()}
        onClick={() => void send()}
      >
        发送
      </Button>
    </div>
  );
}
