import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { startColors } from "../shared/color-mode";
import { Toasts } from "./parts/toast";
import { Sidebar } from "./sidebar";
import "../shared/base.css";
import "./styles/frame.css";
import "./styles/controls.css";
import "./styles/suggestions.css";
import "./styles/tabs.css";
import "./styles/profile.css";
import "./styles/group-and-timeline.css";
import "./styles/notices.css";

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
