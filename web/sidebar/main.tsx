import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { startColors } from "../shared/color-mode";
import { Toasts } from "./parts/toast";
import { Sidebar } from "./sidebar";
import "../shared/base.css";
import "./sidebar.css";

startColors();

const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, staleTime: 5_000, refetchOnWindowFocus: true } },
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <Sidebar />
      <Toasts />
    </QueryClientProvider>,
  );
}
