import { genderWords } from "../shared/words";
import { DatesEditor } from "./dates-editor";
import { FieldsEditor } from "./fields-editor";
import { TagEditor } from "./tag-editor";
import type { Profile } from "./use-customer";

/** Facts only: what is not known is left out. */
export function ProfileTab({ profile, me }: { profile: Profile; me: string | undefined }) {
  const description = profile.relations.find((relation) => relation.description)?.description;
  const mobiles = profile.relations.flatMap((relation) => relation.mobiles ?? []);
  const facts = [
    { label: "性别", value: genderWords[profile.gender] },
    { label: "公司", value: [profile.corpName, profile.position].filter(Boolean).join(" ") },
    { label: "电话", value: [...new Set(mobiles)].join("、") },
    {
      label: "负责人",
      value: profile.relations
        .filter((relation) => relation.status === "full")
        .map((relation) => relation.name)
        .join("、"),
    },
    { label: "所在群", value: profile.groups.map((group) => group.name || "未命名的群").join("、") },
    { label: "描述", value: description },
  ].filter((fact) => fact.value);
  return (
    <>
      <TagEditor profile={profile} me={me} />
      <DatesEditor profile={profile} />
      <FieldsEditor externalUserid={profile.externalUserid} />
      <dl className="sb-facts">
        {facts.map((fact) => (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
