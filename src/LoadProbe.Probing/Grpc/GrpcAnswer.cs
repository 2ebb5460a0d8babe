using System.Buffers;
using System.Text.Json;

namespace LoadProbe.Probing;

/// <summary>What a call gave, held against what its step expects; its messages are read only when the step asks what they say.</summary>
internal sealed class GrpcAnswer(GrpcStep step, GrpcMethod method)
{
    // What keeping a message costs besides it, so that a stream of empty ones has an end too.
    private const int Overhead = 32;

    private readonly bool _isRead = step.Expect.Json.Count > 0 || step.Saves.Count > 0;
    private readonly List<byte[]> _messages = [];
    private long _length;
    private int _count;

    /// <summary>Takes a message; false = it was the last that is wanted.</summary>
    /// <exception cref="AnswerTooLongException">All together are longer than what is kept of an answer.</exception>
    public bool Take(byte[] message)
    {
        _count++;
        if (_isRead)
        {
            _length += message.Length + Overhead;
            if (_length > AnswerBuffer.KeepAtMost) throw new AnswerTooLongException(AnswerBuffer.KeepAtMost);
            _messages.Add(message);
        }

        return _count != step.Expect.Messages;
    }

    /// <summary>What is not as expected, or cannot be saved.</summary>
    public Fault? Fault(GrpcCall call, Variables variables)
    {
        if (call.Status is { } status && !step.Expect.Accepts(status))
        {
            string why = call.StatusMessage.Length == 0 ? "" : $" {AnswerChecks.Show(call.StatusMessage, variables)}";
            string wanted = step.Expect.Status.Count == 0 ? GrpcStatus.Ok.Word() : string.Join(" or ", step.Expect.Status.Select(s => s.Word()));
            // It is our deadline that has passed over there, and was heard of there before it was here.
            return new Fault(status == GrpcStatus.DeadlineExceeded ? Outcome.WaitTimedOut : Outcome.StatusMismatch, $"{status.Word()}{why}, expected {wanted}");
        }

        if (step.Expect.Messages is { } many && _count < many) return new Fault(Outcome.AnswerMismatch, $"{_count} messages, expected {many}");
        if (call.Status is GrpcStatus.Ok && !method.Streams && _count != 1) return new Fault(Outcome.ProtocolError, $"{_count} messages and OK: such a call answers with one");
        if (!_isRead) return null;
        var answer = new Answer();
        try
        {
            answer.Read(null, Json(), null);
            return AnswerChecks.Check([], step.Expect.Json, answer, variables, explain: true) ?? AnswerChecks.Take(step.Saves, answer, variables, explain: true);
        }
        catch (Exception e) when (e is InvalidDataException or AnswerTooLongException)
        {
            return new Fault(e is AnswerTooLongException ? Outcome.TooLarge : Outcome.ProtocolError, e.Message);
        }
        finally
        {
            answer.Clear();
        }
    }

    private ReadOnlyMemory<byte> Json()
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        if (method.Streams) json.WriteStartArray();
        foreach (byte[] message in _messages) ProtoToJson.Write(method.Output, message, json);
        if (method.Streams) json.WriteEndArray();
        json.Flush();
        return text.WrittenMemory;
    }
}
