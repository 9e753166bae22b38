"""Every page, who meets it and how: shared by the command of the screenshots and the journey over all pages."""
