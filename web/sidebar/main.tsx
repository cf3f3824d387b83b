import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { Theme } from "../shared/theme";
import { Sidebar } from "./sidebar";
import "./sidebar.css";

const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, staleTime: 5_000, refetchOnWindowFocus: true } },
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <Theme>
        <Sidebar />
      </Theme>
    </QueryClientProvider>,
  );
}
