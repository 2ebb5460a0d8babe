using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace LoadProbe.Probing;

/// <summary>
/// A message on the wire as JSON, by the types a target or a file has told. As the JSON mapping of protocol buffers says, with
/// values that were left out written too where they are not optional, so that an expectation can name them.
/// </summary>
internal static class ProtoToJson
{
    // One more level of a document is a level of JSON, of which a reader takes 64.
    private const int Deepest = 50;
    private const int Longest = 8 * AnswerBuffer.KeepAtMost;

    /// <exception cref="InvalidDataException">They are not of this type.</exception>
    /// <exception cref="AnswerTooLongException">They make more JSON than is ever read.</exception>
    public static void Write(MessageDescriptor type, byte[] bytes, Utf8JsonWriter json)
    {
        try
        {
            Message(type, bytes, json, 0);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new InvalidDataException($"a message is no {type.FullName}: {e.Message}", e);
        }
    }

    private static void Message(MessageDescriptor type, byte[] bytes, Utf8JsonWriter json, int depth)
    {
        if (depth > Deepest) throw new InvalidDataException($"a message has more than {Deepest} others within each other");
        if (json.BytesCommitted + json.BytesPending > Longest) throw new AnswerTooLongException(Longest);
        if (WellKnownTypes.Of(type) is { } known)
        {
            json.WriteRawValue(WellKnownTypes.ToJson(known, bytes));
            return;
        }

        Dictionary<int, List<object>> values = Fields(type, bytes);
        json.WriteStartObject();
        foreach (FieldDescriptor field in type.Fields.InFieldNumberOrder())
        {
            List<object>? found = values.GetValueOrDefault(field.FieldNumber);
            if (field.IsMap) Map(field, found ?? [], json, depth);
            else if (field.IsRepeated) List(field, found ?? [], json, depth);
            else if (found is not null) Named(field, Last(field, found), json, depth);
            else if (!field.HasPresence && Absent(field) is { } absent) Named(field, absent, json, depth);
        }

        json.WriteEndObject();
    }

    private static void Named(FieldDescriptor field, object value, Utf8JsonWriter json, int depth)
    {
        json.WritePropertyName(field.JsonName);
        Value(field, value, json, depth);
    }

    private static void List(FieldDescriptor field, List<object> values, Utf8JsonWriter json, int depth)
    {
        json.WriteStartArray(field.JsonName);
        foreach (object value in values) Value(field, value, json, depth);
        json.WriteEndArray();
    }

    private static void Map(FieldDescriptor field, List<object> entries, Utf8JsonWriter json, int depth)
    {
        FieldDescriptor key = field.MessageType.FindFieldByNumber(1), value = field.MessageType.FindFieldByNumber(2);
        json.WriteStartObject(field.JsonName);
        foreach (ByteString entry in entries.Cast<ByteString>())
        {
            Dictionary<int, List<object>> parts = Fields(field.MessageType, entry.ToByteArray());
            object name = parts.TryGetValue(1, out List<object>? keys) ? keys[^1] : Absent(key)!;
            json.WritePropertyName(name is bool flag ? flag ? "true" : "false" : Convert.ToString(name, CultureInfo.InvariantCulture)!);
            Value(value, parts.TryGetValue(2, out List<object>? found) ? Last(value, found) : Absent(value) ?? ByteString.Empty, json, depth);
        }

        json.WriteEndObject();
    }

    private static void Value(FieldDescriptor field, object value, Utf8JsonWriter json, int depth)
    {
        switch (value)
        {
            case ByteString bytes when field.FieldType == FieldType.Message: Message(field.MessageType, bytes.ToByteArray(), json, depth + 1); break;
            case ByteString bytes: json.WriteBase64StringValue(bytes.Span); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            // Numbers of 64 bits are text, as not every reader of JSON has them.
            case long or ulong: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            case uint number: json.WriteNumberValue(number); break;
            case double number: Number(number, json); break;
            case float number: if (float.IsFinite(number)) json.WriteNumberValue(number); else Number(number, json); break;
            case int number when field.FieldType == FieldType.Enum && field.EnumType.FindValueByNumber(number) is { } word: json.WriteStringValue(word.Name); break;
            default: json.WriteNumberValue((int)value); break;
        }
    }

    private static void Number(double number, Utf8JsonWriter json)
    {
        if (double.IsFinite(number)) json.WriteNumberValue(number);
        else json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }

    private static Dictionary<int, List<object>> Fields(MessageDescriptor type, byte[] bytes)
    {
        var values = new Dictionary<int, List<object>>();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and uint tag)
        {
            FieldDescriptor? field = type.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            WireFormat.WireType wire = WireFormat.GetTagWireType(tag);
            bool packed = field is { IsRepeated: true } && wire == WireFormat.WireType.LengthDelimited && ProtoWire.Of(field.FieldType) != wire;
            if (field is null || (ProtoWire.Of(field.FieldType) != wire && !packed))
            {
                input.SkipLastField();
                continue;
            }

            if (!values.TryGetValue(field.FieldNumber, out List<object>? list)) values[field.FieldNumber] = list = [];
            CodedInputStream from = packed ? new CodedInputStream(input.ReadBytes().ToByteArray()) : input;
            do
            {
                if (!packed || !from.IsAtEnd) list.Add(ProtoWire.Read(field.FieldType, from));
            }
            while (packed && !from.IsAtEnd);
        }

        return values;
    }

    // Pieces of one message are one message; of other values the last counts.
    private static object Last(FieldDescriptor field, List<object> found) => field.FieldType == FieldType.Message && found.Count > 1
        ? ByteString.CopyFrom([.. found.Cast<ByteString>().SelectMany(b => b)]) : found[^1];

    private static object? Absent(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Double => 0d,
        FieldType.Float => 0f,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => 0L,
        FieldType.UInt64 or FieldType.Fixed64 => 0UL,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => 0,
        FieldType.UInt32 or FieldType.Fixed32 => 0U,
        FieldType.Bool => false,
        FieldType.String => "",
        FieldType.Bytes => ByteString.Empty,
        FieldType.Enum => field.EnumType.Values[0].Number,
        _ => null,
    };
}
