"""What a tenant wants to be told of its reports and projects: rules as data, and the causes that they find."""
