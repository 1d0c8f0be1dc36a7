// Reads the easy text aloud with the browser's own voice, where it has a French one. Nothing leaves the device.
"use strict";
{
  const place = document.querySelector("[data-aloud]");
  const voices = window.speechSynthesis;
  const french = () => voices?.getVoices().find((voice) => voice.lang.startsWith("fr") && voice.localService);
  const button = place?.querySelector("button");
  const offer = () => { place.hidden = !french(); };
  const tell = () => { button.textContent = voices.speaking ? "Arrêter la lecture" : "Écouter ce texte"; };

  if (place && voices) {
    offer();
    voices.addEventListener?.("voiceschanged", offer);
    addEventListener("pagehide", () => voices.cancel());
    button.addEventListener("click", () => {
      if (voices.speaking) {
        voices.cancel();
      } else {
        const said = new SpeechSynthesisUtterance(document.querySelector("[data-said]").innerText);
        said.voice = french();
        said.lang = "fr-FR";
        said.rate = 0.85;
        said.addEventListener("end", tell);
        voices.speak(said);
      }
      setTimeout(tell, 100);
    });
  }
}
