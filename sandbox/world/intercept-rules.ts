/** 聊天敏感词: what the members' clients stop or warn of. */
export interface InterceptRule {
  n: number;
  ruleId: string;
  madeBy: number;
  createdAt: number;
  name: string;
  words: string[];
  /** 1 phone numbers, 2 mail addresses, 3 红包. */
  semantics: number[];
  /** 1 stops and warns, 2 warns. */
  interceptType: number;
  users: string[];
  departments: number[];
}
