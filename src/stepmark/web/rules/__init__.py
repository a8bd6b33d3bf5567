"""Rules as pages show them: in sentences, as a drawn flow, and in the editor."""
