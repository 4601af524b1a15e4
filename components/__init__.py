"""Pure functions that return Dash components or figures: text, numbers, look. They import `data_loader`, never `pages`."""
