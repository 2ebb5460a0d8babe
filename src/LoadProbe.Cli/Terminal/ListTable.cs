using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>A list of things, a line each.</summary>
internal static class ListTable
{
    public static void Print(string[] columns, IEnumerable<string?[]> rows, string none)
    {
        string?[][] all = [.. rows];
        if (all.Length == 0)
        {
            Console.Out.WriteLine(none);
            return;
        }

        Table table = new Table().Border(TableBorder.None);
        foreach (string column in columns) table.AddColumn(new TableColumn($"[grey]{Markup.Escape(column)}[/]").PadLeft(0).PadRight(2));
        foreach (string?[] row in all) table.AddRow([.. row.Select(cell => Markup.Escape(cell ?? "-"))]);
        Screen.Out.Write(table);
    }
}
