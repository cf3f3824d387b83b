/** The two minutes that a newcomer plays: this customer is not in the corp yet, she scans the rep's code first. */
export const demoStory = {
  rep: "zhou.min",
  manager: "zhao.qiang",
  customer: { externalUserid: "wmDEMO0001", name: "林小满", gender: 2, avatar: "" },
  question: "你们的滤芯怎么换?300 左右的有吗",
} as const;
