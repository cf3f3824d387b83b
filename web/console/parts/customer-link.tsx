import { Link } from "react-router";

/** A customer's name in a list, cut to one line, leading to the customer's page. */
export function CustomerLink({ id, name }: { id: string; name: string }) {
  return (
    <Link to={`/customers/${encodeURIComponent(id)}`} className="ct-name ct-ellipsis ct-block" title={name}>
      {name}
    </Link>
  );
}
