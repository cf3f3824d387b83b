import { type Catalogue, type KnowledgeReader, nameKey, valueTerm } from "../knowledge";

const MAX_ANCHORS = 4;

/** Articles that an anchor names in an attribute, or that name the anchor: 「附近」 as far as the catalogue knows. */
export async function neighboursOf(
  reader: KnowledgeReader,
  catalogue: Catalogue,
  anchors: readonly number[],
): Promise<Set<number>> {
  const near = new Set<number>();
  const documents = await reader.documents(anchors.slice(0, MAX_ANCHORS));
  for (const document of documents) {
    for (const attribute of document.attributes) {
      if (attribute.type === "number") continue;
      for (const value of attribute.type === "list" ? attribute.values : [attribute.text]) {
        for (const doc of catalogue.named(nameKey(value))) near.add(doc);
      }
    }
  }
  const naming = await reader.postings(documents.map((document) => valueTerm(document.title)));
  for (const postings of naming.values()) for (const doc of postings.docs) near.add(doc);
  for (const anchor of anchors) near.delete(anchor);
  return near;
}
