"""The reconciliation: approved in Intempus against what lies in Uniconta, read from both systems when asked for."""
