import { useSandbox } from "./bench";

/** Every call that the sheets document for a self-built app, by its path under /cgi-bin. */
const EXTERNAL_CONTACT = `
get_follow_user_list list get batch/get_by_user remark contact_list convert_to_openid unionid_to_external_userid from_service_external_userid
transfer_customer transfer_result get_unassigned_list resigned/transfer_customer resigned/transfer_result
add_contact_way get_contact_way list_contact_way update_contact_way del_contact_way close_temp_chat send_welcome_msg
customer_strategy/list customer_strategy/get customer_strategy/get_range customer_strategy/create customer_strategy/edit customer_strategy/del
get_corp_tag_list add_corp_tag edit_corp_tag del_corp_tag mark_tag
get_strategy_tag_list add_strategy_tag edit_strategy_tag del_strategy_tag
get_user_behavior_data groupchat/statistic groupchat/statistic_group_by_day
groupchat/list groupchat/get opengid_to_chatid groupchat/add_join_way groupchat/get_join_way groupchat/update_join_way groupchat/del_join_way
groupchat/transfer groupchat/onjob_transfer
add_msg_template remind_groupmsg_send cancel_groupmsg_send get_groupmsg_list_v2 get_groupmsg_task get_groupmsg_send_result
group_welcome_template/add group_welcome_template/edit group_welcome_template/get group_welcome_template/del
add_moment_task get_moment_task_result cancel_moment_task get_moment_list get_moment_task get_moment_customer_list get_moment_send_result
get_moment_comments
add_product_album get_product_album get_product_album_list update_product_album delete_product_album
customer_acquisition/list_link customer_acquisition/get customer_acquisition/create_link customer_acquisition/update_link
customer_acquisition/delete_link customer_acquisition/customer customer_acquisition/statistic customer_acquisition_quota
add_intercept_rule get_intercept_rule_list get_intercept_rule update_intercept_rule del_intercept_rule`;

const OTHERS = `
gettoken getcallbackip get_api_domain_ip get_jsapi_ticket ticket/get auth/getuserinfo auth/getuserdetail get_launch_code
user/get user/simplelist user/list user/list_id department/list department/simplelist department/get
batch/openuserid_to_userid idconvert/convert_tmp_external_userid
message/send message/update_template_card message/recall appchat/create appchat/update appchat/get appchat/send webhook/send webhook/upload_media
media/upload media/uploadimg media/get media/upload_attachment media/upload_by_url media/get_upload_by_url_result
kf/sync_msg kf/send_msg kf/send_msg_on_event kf/service_state/get kf/service_state/trans kf/account/add kf/account/update kf/account/del
kf/account/list kf/add_contact_way kf/servicer/add kf/servicer/del kf/servicer/list kf/customer/batchget
kf/customer/get_upgrade_service_config kf/customer/upgrade_service kf/customer/cancel_upgrade_service
msgaudit/get_permit_user_list msgaudit/check_single_agree msgaudit/check_room_agree msgaudit/groupchat/get
externalpay/get_bill_list`;

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");
const PATHS = [...words(EXTERNAL_CONTACT).map((name) => `externalcontact/${name}`), ...words(OTHERS)];

describe("the calls of the sheets", () => {
  const held = useSandbox();

  it.each(PATHS)("%s is served, asks for a credential and answers in JSON at HTTP 200", async (path) => {
    const response = await fetch(`${held.box.url}/cgi-bin/${path}`, { method: "POST", body: "{}" });
    expect(response.status).toBe(200);
    const { errcode } = (await response.json()) as { errcode: number };
    if (path === "gettoken") expect(errcode).toBe(41002);
    else if (path.startsWith("webhook/")) expect(errcode).toBe(93000);
    else expect(errcode).toBe(41001);
  });

  it("a path that WeCom does not have is HTTP 404", async () => {
    const response = await fetch(`${held.box.url}/cgi-bin/externalcontact/send_any_message`, { method: "POST" });
    expect(response.status).toBe(404);
  });
});
