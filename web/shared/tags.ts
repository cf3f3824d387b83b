interface Relation {
  userid: string;
  tags: { id: string; name: string; groupName: string }[];
}

/** A customer's tags over all colleagues, each once, with a colleague who holds it: WeCom keeps tags per relation. */
export function distinctTags(relations: Relation[]) {
  const all = relations.flatMap(({ userid, tags }) => tags.map((tag) => ({ ...tag, userid })));
  return [...new Map(all.map((tag) => [tag.id, tag])).values()];
}
