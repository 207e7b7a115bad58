// Offers the explorer where scripts run; what is large is loaded when it is asked for.

const button = document.getElementById("explore");
const place = document.getElementById("explorer");

if (button && place) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const still = document.getElementById("network-still");
    try {
      const [{ explore }, answer] = await Promise.all([
        import(place.dataset.module),
        fetch(place.dataset.source, { headers: { Accept: "application/json" } }),
      ]);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      place.hidden = false;
      still.hidden = true;
      button.hidden = true;
      explore(await answer.json());
    } catch (error) {
      button.disabled = false;
      place.hidden = true;
      still.hidden = false;
      button.textContent = "The explorer could not be loaded. Try again";
      console.warn("explorer:", error.message);
    }
  });
}
