"""What is done to the words of a text: CommonMark to HTML, French typography, blanks, numbers and days."""
