"""What turns evidence into confidence, fitted on what training did not see."""
