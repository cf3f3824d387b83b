import { Form, Input, Modal, Select } from "antd";
import { act } from "../api/http";
import { useDirectory } from "../corp";
import { useAction } from "../notify";
import { useSelection } from "../selection";
import { TOUR_CUSTOMER, TOUR_REP } from "../tour/story";
import { useTour } from "../tour/tour";

interface Scan {
  userid: string;
  externalUserid: string;
  name?: string;
  state?: string;
}

const NEW = "new";

/** A customer scans a member's QR code: a new person, or one who knows the company already. */
export function ScanDialog({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<Scan>();
  const { corp, customers } = useDirectory();
  const { customer, member, select } = useSelection();
  const { busy, run } = useAction();
  const tour = useTour();
  const inTour = tour.step !== null;
  const picked = Form.useWatch("externalUserid", form);
  const members = corp.members.filter((row) => row.contactEnabled);
  const initial: Scan = {
    userid:
      inTour && members.some((row) => row.userid === TOUR_REP)
        ? TOUR_REP
        : member && members.some((row) => row.userid === member)
          ? member
          : (members[0]?.userid ?? ""),
    externalUserid: inTour ? NEW : (customer ?? NEW),
    ...(inTour ? { name: TOUR_CUSTOMER.name } : {}),
  };
  const scan = async (): Promise<void> => {
    const { userid, externalUserid, name, state } = await form.validateFields();
    const known =
      inTour &&
      name === TOUR_CUSTOMER.name &&
      !customers.some((row) => row.externalUserid === TOUR_CUSTOMER.externalUserid);
    const who =
      externalUserid === NEW
        ? { name: name?.trim(), ...(known ? { externalUserid: TOUR_CUSTOMER.externalUserid } : {}) }
        : { externalUserid };
    const done = await run(async () => {
      const added = await act<{ externalUserid: string }>("customer.add", {
        userid,
        ...who,
        ...(state?.trim() ? { state: state.trim() } : {}),
        addWay: 1,
      });
      select({
        customer: added.externalUserid,
        phoneChat: userid,
        phonePage: null,
        member: userid,
        session: { kind: "customer", id: added.externalUserid },
        memberPage: null,
      });
    }, "已添加");
    if (done) onClose();
  };
  return (
    <Modal
      open
      centered
      width={400}
      title="扫码添加成员"
      okText="添加"
      cancelText="取消"
      confirmLoading={busy}
      onOk={() => void scan()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" initialValues={initial} requiredMark={false}>
        <Form.Item name="externalUserid" label="谁来扫码">
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={[
              { value: NEW, label: "新客户" },
              ...customers.map((row) => ({ value: row.externalUserid, label: row.name })),
            ]}
          />
        </Form.Item>
        {picked === NEW ? (
          <Form.Item name="name" label="微信昵称" rules={[{ required: true, whitespace: true, message: "请填写昵称" }]}>
            <Input maxLength={30} placeholder="例如 林小满" />
          </Form.Item>
        ) : null}
        <Form.Item name="userid" label="扫谁的码">
          <Select options={members.map((row) => ({ value: row.userid, label: row.name }))} />
        </Form.Item>
        <Form.Item name="state" label="渠道参数 state（选填）">
          <Input maxLength={30} placeholder="联系我二维码上的 state" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
