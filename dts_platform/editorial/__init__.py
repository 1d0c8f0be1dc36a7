"""The life of a text: its states, who may change it, the form it is written in."""
