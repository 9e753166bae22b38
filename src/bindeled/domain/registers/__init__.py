"""Master data: employees, customers, items and projects, as both systems keep them.

records · setup · standard · fields · transforms · mapping · health · matching · pointing · deciding · updating ·
steps · planning · safety · shadow · causes, all of it pure. In each flow one system is the master and the other the
follower (`records.MASTERS`).
"""
