import { Column, Entity, PrimaryColumn } from "typeorm";
import type { WelcomeContent } from "./welcome-content";

/** The welcome for customers who come by one channel; the others get that of config/welcome.json. */
@Entity("channel_welcomes")
export class ChannelWelcome {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** `State` of the callback. */
  @PrimaryColumn({ type: "varchar", length: 30 })
  state!: string;
  @Column({ type: "json" })
  content!: WelcomeContent;
}
