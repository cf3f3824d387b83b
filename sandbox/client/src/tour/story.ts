import { demoStory } from "../../../demo/story";

/** The demo story's new customer; she is not in the demo corp yet. */
export const TOUR_CUSTOMER = demoStory.customer;
export const TOUR_REP = demoStory.rep;
export const TOUR_QUESTION = demoStory.question;

export interface TourStep {
  title: string;
  text: string;
  /** `data-tour` name of what to press */
  target: string;
}

export const TOUR_STEPS: readonly TourStep[] = [
  {
    title: "客户扫码",
    target: "scan",
    text: "在右侧手机上点「扫码添加」，让林小满加上一位成员。应用收到回调后会立刻发出欢迎语。",
  },
  {
    title: "客户提问",
    target: "phone-input",
    text: "用林小满的手机把问题发出去。消息会进入会话存档，应用由此知道客户在问什么。",
  },
  {
    title: "采用建议",
    target: "sidebar",
    text: "看左侧的聊天侧边栏，里面是为这句话准备的回复。点一条的「发送」，客户手机马上收到。",
  },
  {
    title: "自动标签",
    target: "sidebar",
    text: "客户提到了滤芯，规则已为她打上「滤芯」标签，之后的关怀会按它挑人。在侧边栏的资料里可以看到。",
  },
  {
    title: "生日关怀",
    target: "clock",
    text: "点「明天 09:00」拨快时间。到期的生日祝福会出现在「群发助手」，由成员确认后才发给客户。",
  },
];
