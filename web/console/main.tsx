import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { startColors } from "../shared/color-mode";
import { Theme } from "../shared/theme";
import { Pages } from "./pages";
import "../shared/base.css";
import "./styles/shell.css";
import "./styles/page.css";
import "./styles/text.css";

startColors();

const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, staleTime: 10_000, refetchOnWindowFocus: true } },
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <Theme>
        <BrowserRouter>
          <Pages />
        </BrowserRouter>
      </Theme>
    </QueryClientProvider>,
  );
}
