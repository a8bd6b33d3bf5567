"""What runs that wait for deliveries remember: their ids, and whether those that failed are to go out again."""

DELIVERIES, AGAIN = "deliveries", "again"
