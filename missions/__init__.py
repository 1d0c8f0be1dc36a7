"""The framework: missions, principles, strategies, landmarks, themes, glossary."""
