import type { Link } from "./link.ts";

/** Asks for the token that the run wants. */
export function TokenGate({ link }: { readonly link: Link }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get("token");
    if (typeof given === "string" && given !== "") link.useToken(given.trim());
  };
  return (
    <form class="gate" onSubmit={submit}>
      <label for="token">This run wants its token (SACCADE_WINDOW_TOKEN).</label>
      <input id="token" name="token" type="password" autocomplete="off" autofocus />
      <button type="submit">Look</button>
    </form>
  );
}
