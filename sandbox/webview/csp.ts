const SCRIPT = ["script-src-elem", "script-src", "default-src"];
const CONNECT = ["connect-src", "default-src"];

interface Allowances {
  /** origins of the page that shows the web view */
  ancestors: string[];
  nonce: string;
}

/**
 * Opens a page's Content-Security-Policy just enough for what WeCom's web view does natively: run the bridge (served from the page's own origin), let it
 * call home, and stand inside the sandbox page. Everything else of the policy stays in force.
 */
export function loosenPolicy(header: string, allow: Allowances): string {
  return header
    .split(",")
    .map((policy) => loosenOne(policy, allow))
    .join(",");
}

function loosenOne(policy: string, allow: Allowances): string {
  const directives = new Map<string, string[]>();
  for (const part of policy.split(";")) {
    const [name, ...sources] = part.trim().split(/\s+/);
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  const ancestors = directives.get("frame-ancestors");
  if (ancestors) directives.set("frame-ancestors", withSources(ancestors, allow.ancestors));
  permit(directives, SCRIPT, (sources) =>
    sources.includes("'strict-dynamic'")
      ? withSources(sources, [`'nonce-${allow.nonce}'`])
      : withSources(sources, ["'self'"]),
  );
  permit(directives, CONNECT, (sources) => withSources(sources, ["'self'"]));
  return [...directives].map(([name, sources]) => [name, ...sources].join(" ")).join("; ");
}

/** Changes the directive in force for a kind of load; a fallback (`default-src`) is copied first, so that other kinds keep it as it was. */
function permit(directives: Map<string, string[]>, chain: string[], change: (sources: string[]) => string[]): void {
  const inForce = chain.find((name) => directives.has(name));
  if (!inForce) return;
  const own = inForce === "default-src" ? (chain.at(-2) ?? inForce) : inForce;
  directives.set(own, change(directives.get(inForce) ?? []));
}

function withSources(sources: string[], added: string[]): string[] {
  if (sources.includes("*")) return sources;
  const kept = sources.filter((source) => source.toLowerCase() !== "'none'");
  return [...kept, ...added.filter((source) => !kept.includes(source))];
}
