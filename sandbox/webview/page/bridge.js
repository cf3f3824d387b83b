/*
 * What WeCom's web view gives a page natively, for a page in an ordinary browser: user agent, `window.WeixinJSBridge`, and the marks by which the proxy
 * tells this client's requests from those of other frames and tabs. Runs before every script of the page. Decides nothing: the proxy does.
 */
(() => {
  const script = document.currentScript;
  if (!script || window.WeixinJSBridge) return;
  const { mark, agent, platform, sandbox, cookies } = script.dataset;
  script.remove();
  const framed = mark.startsWith("frame.") && window.parent !== window;

  const pretend = (name, value) => Object.defineProperty(navigator, name, { get: () => value, configurable: true });
  pretend("userAgent", agent);
  pretend("appVersion", agent.replace("Mozilla/", ""));
  pretend("platform", { windows: "Win32", mac: "MacIntel", ios: "iPhone", android: "Linux armv8l" }[platform]);
  pretend("userAgentData", undefined);

  /* --- marks --- */
  const sameOrigin = (url) => new URL(url, document.baseURI).origin === location.origin;
  const nativeFetch = window.fetch;
  window.fetch = function fetch(input, init) {
    const request = new Request(input, init);
    if (sameOrigin(request.url)) request.headers.set("x-wecom-view", mark);
    return nativeFetch.call(this, request);
  };
  const { open, send } = XMLHttpRequest.prototype;
  const marked = new WeakSet();
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    if (sameOrigin(String(url))) marked.add(this);
    return open.call(this, method, url, ...rest);
  };
  XMLHttpRequest.prototype.send = function (body) {
    if (marked.has(this)) this.setRequestHeader("x-wecom-view", mark);
    return send.call(this, body);
  };
  window.EventSource = new Proxy(window.EventSource, {
    construct(target, [url, options], newTarget) {
      const address = new URL(url, document.baseURI);
      if (address.origin === location.origin) address.searchParams.set("__wecom_view", mark);
      return Reflect.construct(target, [address.href, options], newTarget);
    },
  });
  if (cookies !== undefined) keepOwnCookies(cookies);

  /** A framed client's cookies live in the proxy; scripts see the readable ones as they were when the page was sent, and what they set themselves. */
  function keepOwnCookies(header) {
    const own = new Map(
      header
        .split("; ")
        .filter(Boolean)
        .map((pair) => [pair.split("=")[0], pair]),
    );
    Object.defineProperty(document, "cookie", {
      configurable: true,
      get: () => [...own.values()].join("; "),
      set: (text) => {
        const [pair] = String(text).split(";");
        const gone = /max-age\s*=\s*(0|-)|expires\s*=[^;]*19[67]\d/i.test(text);
        if (gone) own.delete(pair.split("=")[0].trim());
        else own.set(pair.split("=")[0].trim(), pair.trim());
      },
    });
  }

  /* --- the bridge --- */
  const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  const dialogs = window.__wecomDialogs(sandbox, framed);
  delete window.__wecomDialogs;

  const ask = async (name, params, decision) => {
    const response = await nativeFetch.call(window, "/__wecom/bridge/invoke", {
      method: "POST",
      headers: { "content-type": "application/json", "x-wecom-view": mark },
      body: JSON.stringify({ page, name, params, url: location.href, decision }),
    });
    if (!response.ok) throw new Error(`bridge answered ${response.status}`);
    return response.json();
  };

  const perform = async (name, params) => {
    let outcome = await ask(name, params);
    if (outcome.question) outcome = await ask(name, params, await dialogs.decide(outcome.question));
    if (outcome.effect) await dialogs.show(outcome.effect);
    return outcome.answer;
  };

  window.WeixinJSBridge = {
    invoke(name, params, callback) {
      perform(name, params && typeof params === "object" ? params : {}).then(
        (answer) => callback?.(answer),
        () => callback?.({ err_msg: `${name}:fail_client error` }),
      );
    },
    call(name, params, callback) {
      this.invoke(name, params, callback);
    },
    on(name, callback) {
      dialogs.listen(name, callback);
    },
    log() {},
  };
  const ready = () => document.dispatchEvent(new Event("WeixinJSBridgeReady"));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready, { once: true });
  else queueMicrotask(ready);
  addEventListener("load", () => dialogs.tell({ type: "loaded", url: location.href, title: document.title }));
})();
