import { viewersOf } from "../world/moments";
import type { World } from "../world/world";
import { nameOf } from "./views";

/** What members published for this customer, the newest first, with what this customer did about it. */
export const momentsView = (world: World, externalUserid: string) => ({
  moments: Object.values(world.state.outreach.moments)
    .flatMap((moment) =>
      moment.tasks
        .filter((task) => task.publishedAt !== null && viewersOf(world, task).includes(externalUserid))
        .map((task) => {
          const own = moment.comments.filter(
            (row) => row.userid === task.userid && row.externalUserid === externalUserid,
          );
          return {
            momentId: moment.momentId,
            userid: task.userid,
            name: nameOf(world, task.userid),
            at: task.publishedAt ?? 0,
            text: moment.text,
            attachments: moment.attachments,
            liked: own.some((row) => row.like),
            comments: own.filter((row) => !row.like).length,
          };
        }),
    )
    .sort((a, b) => b.at - a.at),
});
