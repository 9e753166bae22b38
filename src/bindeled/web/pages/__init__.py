"""One folder for each page: its views, the rows that its template shows, and the template."""
