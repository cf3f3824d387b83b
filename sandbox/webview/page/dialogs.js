/*
 * Native surfaces of the client that a bridge call brings up. Inside the sandbox page that page shows them (it stands for the client's window); anywhere
 * else they appear as an overlay of the page itself. Parts carry `data-wecom` so that browser tests can press them.
 */
window.__wecomDialogs = (sandboxOrigin, framed) => {
  const ANSWER_WITHIN_MS = 600;
  const listeners = new Map();
  const waiting = new Map();
  let counter = 0;

  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data?.from !== "wecom-desk") return;
    const { type, id, decision, name, params } = event.data;
    if (type === "event") for (const listener of listeners.get(name) ?? []) listener(params ?? {});
    else waiting.get(id)?.({ type, decision });
  });

  const tell = (message) => {
    if (framed) window.parent.postMessage({ from: "wecom-webview", ...message }, sandboxOrigin);
  };

  /** Resolves to the parent's decision, or null when nobody there shows dialogs. */
  const askParent = (question) =>
    new Promise((resolve) => {
      if (!framed) return resolve(null);
      const id = `${Date.now()}-${++counter}`;
      const nobody = setTimeout(() => finish(null), ANSWER_WITHIN_MS);
      const finish = (value) => {
        waiting.delete(id);
        resolve(value);
      };
      waiting.set(id, ({ type, decision }) => {
        clearTimeout(nobody);
        if (type === "decision") finish(decision);
      });
      tell({ type: "question", id, question });
    });

  const STYLE = `
    :host { all: initial }
    .shade { position: fixed; inset: 0; z-index: 2147483000; background: rgb(0 0 0 / .45); display: grid; place-items: center; padding: 16px;
      font: 14px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1f2329 }
    .box { background: #fff; border-radius: 8px; width: min(340px, 100%); max-height: 90vh; overflow: auto; padding: 20px; box-sizing: border-box }
    h2 { font-size: 16px; margin: 0 0 12px } dl { margin: 0 0 16px; display: grid; grid-template-columns: auto 1fr; gap: 6px 12px }
    dt { color: #646a73 } dd { margin: 0; overflow-wrap: anywhere } label { display: flex; gap: 8px; align-items: center; min-height: 36px }
    .row { display: flex; gap: 12px; justify-content: flex-end } button { font: inherit; min-height: 36px; padding: 0 18px; border-radius: 6px;
      border: 1px solid #c9cdd4; background: #fff; color: inherit; cursor: pointer } button.main { background: #1F7A5A; border-color: #1F7A5A; color: #fff }
    .closed { background: #f2f3f5; color: #646a73 }
    .list { max-height: 40vh; overflow: auto; margin-bottom: 12px } .toast { position: fixed; left: 50%; top: 16px; transform: translateX(-50%);
      z-index: 2147483000; background: rgb(0 0 0 / .8); color: #fff; border-radius: 8px; padding: 8px 16px;
      font: 14px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif } img { max-width: 100%; border-radius: 4px }`;

  const element = (tag, fields = {}, children = []) => {
    const node = Object.assign(document.createElement(tag), fields);
    node.append(...children);
    return node;
  };

  const mount = (...nodes) => {
    const host = element("div");
    host.dataset.wecom = "overlay";
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // constructed sheets pass a strict style-src
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(...nodes);
    document.documentElement.append(host);
    return () => host.remove();
  };

  const button = (text, part, main, onclick) => {
    const node = element("button", { textContent: text, className: main ? "main" : "", onclick });
    node.dataset.wecom = part;
    return node;
  };

  const overlay = ({ title, lines, options, ok }) =>
    new Promise((resolve) => {
      const boxes = (options ?? []).map(({ id }) => element("input", { type: "checkbox", value: id }));
      const list = (options ?? []).map(({ label }, index) => element("label", {}, [boxes[index], label]));
      const answer = (confirmed) => () => {
        close();
        resolve({ confirmed, selected: boxes.filter((box) => box.checked).map((box) => box.value) });
      };
      const facts = lines.flatMap(({ label, text }) => [
        element("dt", { textContent: label }),
        element("dd", { textContent: text }),
      ]);
      const buttons = [button("取消", "cancel", false, answer(false)), button(ok, "confirm", true, answer(true))];
      const box = element("div", { className: "box", role: "dialog", ariaModal: "true", ariaLabel: title }, [
        element("h2", { textContent: title }),
        element("dl", {}, facts),
        element("div", { className: "list" }, list),
        element("div", { className: "row" }, buttons),
      ]);
      const close = mount(element("div", { className: "shade" }, [box]));
      buttons[1].focus();
    });

  const toast = (text) =>
    setTimeout(mount(element("div", { className: "toast", role: "status", textContent: text })), 2500);

  const preview = ({ urls, current, name }) => {
    const isImage = name === "图片" || /\.(png|jpe?g|gif|webp|svg)(\?|$)/i.test(current);
    const body = isImage
      ? element("img", { src: current, alt: name })
      : element("a", { href: current, textContent: name, target: "_blank" });
    const box = element("div", { className: "box" }, [
      body,
      element("p", { textContent: urls.length > 1 ? `共 ${urls.length} 张` : "" }),
    ]);
    box.append(element("div", { className: "row" }, [button("关闭", "close", true, () => close())]));
    const close = mount(element("div", { className: "shade" }, [box]));
  };

  const show = async (effect) => {
    if (effect.type === "copy")
      return navigator.clipboard?.writeText(effect.text).catch(() => toast("浏览器不允许复制"));
    if (effect.type === "openUrl") return void window.open(effect.url, "_blank", "noopener");
    if (framed) return tell({ type: "effect", effect });
    if (effect.type === "close") {
      window.close(); // a browser lets a script close only what a script has opened
      const note = element("div", { className: "shade closed", role: "status", textContent: "页面已关闭" });
      note.dataset.wecom = "closed";
      return void mount(note);
    }
    if (effect.type === "preview") return preview(effect);
    if (effect.type === "toast") return void toast(effect.text);
    toast(effect.type === "openChat" ? `已打开会话 ${effect.name}` : `已打开 ${effect.name} 的资料`);
  };

  return {
    tell,
    show,
    decide: async (question) => (await askParent(question)) ?? overlay(question),
    listen: (name, callback) => listeners.set(name, [...(listeners.get(name) ?? []), callback]),
  };
};
