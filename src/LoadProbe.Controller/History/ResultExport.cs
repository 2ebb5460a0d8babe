using System.Text;

namespace LoadProbe.Controller;

/// <summary>Writes results, oldest first, as they are read: there is never more of them in memory than a page.</summary>
internal static class ResultExport
{
    // Those of browser pages may be some hundred kilobytes each.
    private const int Page = 200;

    public static string ContentType(ExportFormat format) => format switch { ExportFormat.Csv => "text/csv; charset=utf-8", ExportFormat.Json => "application/json; charset=utf-8", _ => "application/jsonl; charset=utf-8" };

    public static async Task WriteAsync(IStore store, ResultQuery which, ExportFormat format, Stream to, CancellationToken token)
    {
        var text = new StringBuilder(format switch { ExportFormat.Csv => CsvRow.Header, ExportFormat.Json => "[", _ => "" });
        ResultQuery next = which with { OldestFirst = true, Count = Page };
        bool first = true;
        while (true)
        {
            IReadOnlyList<StoredResult> page = await store.PageAsync(next, token).ConfigureAwait(false);
            foreach (StoredResult result in page)
            {
                Write(text, format, result.Json, first);
                first = false;
            }

            if (page.Count < Page && format == ExportFormat.Json) text.Append("]\n");
            await to.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), token).ConfigureAwait(false);
            text.Clear();
            if (page.Count < Page) return;
            next = next with { After = page[^1].Place };
        }
    }

    private static void Write(StringBuilder text, ExportFormat format, string json, bool first)
    {
        if (format == ExportFormat.Csv) CsvRow.Write(text, json);
        else if (format == ExportFormat.Json) text.Append(first ? "\n" : ",\n").Append(json);
        else text.Append(json).Append('\n');
    }
}
