using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;

namespace LoadProbe.Probing;

/// <summary>The rows of an answer as a document, <c>{ "rows": [{ column: value }], "count": n }</c>; never more of them than is kept.</summary>
internal sealed class SqlRows
{
    /// <summary>More rows are no answer to a question of a probe.</summary>
    public const int Most = 1_000;

    /// <summary>Nor are more bytes of values.</summary>
    public const int MostBytes = 1 << 20;

    private const uint Bool = 16, Long = 20, Short = 21, Int = 23, Oid = 26, Json_ = 114, Float = 700, Double = 701, Numeric = 1700, JsonB = 3802;

    private readonly ArrayBufferWriter<byte> _document = new();
    private readonly StringBuilder _value = new();
    private readonly char[] _piece = new char[1024];
    private int _bytes;
    private int _count;

    /// <summary>Reads them all; or says, as one line for a person, why there are more than are kept.</summary>
    public async Task<string?> ReadAsync(NpgsqlDataReader reader)
    {
        await using var json = new Utf8JsonWriter(_document, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartArray("rows");
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_count++ == Most) return string.Create(CultureInfo.InvariantCulture, $"the answer has more than {Most} rows: ask for less, or let the database count");
            json.WriteStartObject();
            for (int i = 0; i < reader.FieldCount; i++)
            {
                json.WritePropertyName(reader.GetName(i));
                if (await reader.IsDBNullAsync(i, CancellationToken.None).ConfigureAwait(false)) json.WriteNullValue();
                else if (await TextAsync(reader, i).ConfigureAwait(false) is { } text) Write(json, reader.GetDataTypeOID(i), text);
                else return string.Create(CultureInfo.InvariantCulture, $"the values of the answer are longer than {MostBytes >> 20} MB: ask for less");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("count", _count);
        json.WriteEndObject();
        return null;
    }

    public ReadOnlyMemory<byte> Json() => _document.WrittenMemory;

    // A piece at a time: a value may be a gigabyte long. Null = it is longer than is kept.
    private async Task<string?> TextAsync(NpgsqlDataReader reader, int column)
    {
        _value.Clear();
        using TextReader text = await reader.GetTextReaderAsync(column, CancellationToken.None).ConfigureAwait(false);
        while (await text.ReadAsync(_piece.AsMemory(), CancellationToken.None).ConfigureAwait(false) is > 0 and int read)
        {
            _bytes += Encoding.UTF8.GetByteCount(_piece, 0, read);
            if (_bytes > MostBytes) return null;
            _value.Append(_piece, 0, read);
        }

        return _value.ToString();
    }

    // Numbers, truth and JSON are themselves; all else is text as PostgreSQL writes it.
    private static void Write(Utf8JsonWriter json, uint type, string text)
    {
        bool isNumber = type is Long or Short or Int or Oid or Float or Double or Numeric && text.AsSpan().TrimStart('-') is [>= '0' and <= '9', ..];
        if (text.Length > 0 && (isNumber || type is Json_ or JsonB)) json.WriteRawValue(text, skipInputValidation: true);
        else if (type == Bool) json.WriteBooleanValue(text == "t");
        else json.WriteStringValue(text);
    }
}
